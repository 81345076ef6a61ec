using Agora.Application.Comments;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Comments;

internal static class CommentRegistration
{
    public static IServiceCollection AddComments(this IServiceCollection services)
    {
        services.AddScoped<ICommentRepository, CommentRepository>();
        services.AddScoped<ICommentLists, CommentLists>();
        return services;
    }
}
