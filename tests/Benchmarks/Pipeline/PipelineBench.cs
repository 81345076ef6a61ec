using System.Globalization;
using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Application.Users;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;
using Agora.Testing;
using BenchmarkDotNet.Attributes;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Agora.Benchmarks.Pipeline;

/// <summary>
/// The steps of a request by themselves: what is signed and read for each, and the same row by Npgsql, by the repository and by the
/// mediator. Time and allocation of each, for comparison between commits; CI checks allocations only (<c>AllocationTests</c>).
/// </summary>
[MemoryDiagnoser]
public class PipelineBench
{
    private const string List = "posts?author=&tags=&status=Published";

    private static readonly KeysetPosition Place = new(DateTimeOffset.UnixEpoch, Guid.AllBitsSet);

    private readonly ApiFixture api = new();
    private readonly Actor actor = new(Guid.AllBitsSet, ActorRole.User, Guid.AllBitsSet, SecurityVersion: 1);
    private readonly RequestOrigin origin = new("0017eba120aa45ac8a614311f17e05c6", "127.0.0.1");

    private NpgsqlDataSource database = null!;
    private ContextSigner signer = null!;
    private CursorCodec cursors = null!;
    private IAccessTokens tokens = null!;
    private string cursor = "";
    private Guid user;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        await api.InitializeAsync();
        database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(api.AdminConnectionString) { MaxAutoPrepare = 16 });
        signer = api.Services.GetRequiredService<ContextSigner>();
        cursors = api.Services.GetRequiredService<CursorCodec>();
        tokens = api.Services.GetRequiredService<IAccessTokens>();
        cursor = cursors.Encode(List, Place);
        user = (await api.SignedInAsync()).UserId;
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await database.DisposeAsync();
        await api.DisposeAsync();
    }

    [Benchmark(Description = "sign the actor context")]
    public string SignContext() => signer.Sign(actor, origin);

    [Benchmark(Description = "write a cursor")]
    public string WriteCursor() => cursors.Encode(List, Place);

    [Benchmark(Description = "read a cursor")]
    public bool ReadCursor() => cursors.DecodePosition(List, cursor).IsSuccess;

    [Benchmark(Description = "issue an access token")]
    public string IssueToken() => tokens.Issue(new SessionGrant(Guid.AllBitsSet, Guid.AllBitsSet, UserRole.User, 1)).Text;

    [Benchmark(Description = "user by id: Npgsql", Baseline = true)]
    public async Task<string> ByNpgsqlAsync()
    {
        await using var command = database.CreateCommand(
            "SELECT id, username, full_name, role, version, created_at, updated_at FROM app.users WHERE id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = user });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return string.Create(CultureInfo.InvariantCulture, $"{reader.GetGuid(0)}{reader.GetString(1)}{reader.GetInt32(4)}");
    }

    [Benchmark(Description = "user by id: repository")]
    public async Task<UserView?> ByRepositoryAsync()
    {
        await using var scope = api.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IUserRepository>().FindAsync(user, CancellationToken.None);
    }

    [Benchmark(Description = "user by id: mediator")]
    public async Task<UserView> ByMediatorAsync()
    {
        await using var scope = api.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new GetUser(user), CancellationToken.None)).Value;
    }
}
