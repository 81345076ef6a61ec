using Agora.Application.Tags;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Tags;

internal static class TagRegistration
{
    public static IServiceCollection AddTags(this IServiceCollection services)
    {
        services.AddScoped<ITagRepository, TagRepository>();
        services.AddScoped<ITagLists, TagLists>();
        return services;
    }
}
