using Agora.Application.Bookmarks;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Bookmarks;

internal static class BookmarkRegistration
{
    public static IServiceCollection AddBookmarks(this IServiceCollection services) =>
        services.AddScoped<IBookmarkRepository, BookmarkRepository>();
}
