using Agora.Application.Common;
using Agora.Application.Common.Behaviors;
using Agora.Application.Maintenance;
using Agora.Application.Posts;
using Agora.Application.Sessions;
using Agora.Application.Users;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Application;

public static class DependencyInjection
{
    /// <summary>Use cases, validators and the pipeline. Behaviours run in the order of their registration.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        ValidatorOptions.Global.LanguageManager = new ValidationMessages();
        services.AddScoped<ActorContext>();
        services.AddScoped<ServiceFactory>(provider => provider.GetService!);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped<PasswordProof>();
        services.AddScoped<AddressPrivacy>();
        services.AddScoped<NewAccounts>();
        services.AddScoped<SpellingCorrection>();
        services.AddScoped<ActionRunner>();
        services.AddScoped<MaintenancePhases>();

        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(UseCaseTelemetryBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(SystemRightsBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TransactionBehavior<,>));

        foreach (var type in typeof(DependencyInjection).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false }))
        {
            foreach (var contract in type.GetInterfaces().Where(i => i.IsGenericType))
            {
                var definition = contract.GetGenericTypeDefinition();
                if (definition == typeof(IRequestHandler<,>))
                {
                    services.AddScoped(contract, type);
                }
                else if (definition == typeof(IValidator<>))
                {
                    services.AddSingleton(contract, type);
                }
            }
        }

        return services;
    }
}
