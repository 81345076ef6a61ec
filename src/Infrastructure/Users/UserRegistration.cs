using Agora.Application.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Users;

internal static class UserRegistration
{
    public static IServiceCollection AddUsers(this IServiceCollection services) =>
        services.AddScoped<IUserRepository, UserRepository>();
}
