using Agora.Application.Reactions;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Reactions;

internal static class ReactionRegistration
{
    public static IServiceCollection AddReactions(this IServiceCollection services) =>
        services.AddScoped<IReactionRepository, ReactionRepository>();
}
