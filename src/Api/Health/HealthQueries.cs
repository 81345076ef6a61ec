using Agora.Application.Common;
using Agora.Infrastructure.Database;
using MediatR;

namespace Agora.Api.Health;

/// <summary>Queries of checks, ahead of other work. Null when the database does not answer: its own check says so.</summary>
internal sealed class HealthQueries(IServiceScopeFactory scopes)
{
    public async Task<T?> SendAsync<T>(IQuery<T> query)
        where T : class
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<AdmissionScope>().Priority = WorkPriority.SignIn;
        try
        {
            return (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(query)).Value;
        }
        catch (DependencyException)
        {
            return null;
        }
    }
}
