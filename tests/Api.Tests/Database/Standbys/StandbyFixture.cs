using Agora.Infrastructure.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Database.Standbys;

/// <summary>A host on a primary with a standby, whose reads go to the standby.</summary>
public sealed class StandbyFixture : ApiFixture
{
    private StandbyPair? pair;
    private string database = "";

    internal StandbyPair Pair => pair ?? throw new InvalidOperationException("The servers have not been started.");

    protected override IReadOnlyList<string> Settings =>
        ["--Database:ReadFromStandbys=true", "--Database:StandbyWaitMilliseconds=1000"];

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (pair is not null)
        {
            await pair.DisposeAsync();
        }
    }

    /// <summary>How many reads the server has let pass that wait for replay.</summary>
    public async Task<long> ReadsOnAsync(string server)
    {
        await using var source = await OpenAsync(server);
        return await source.ScalarAsync<long>(
            """
            SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements
            WHERE query LIKE '%wait_for_replay%' AND query NOT LIKE '%calls%'
            """);
    }

    /// <summary>A superuser on one of the servers.</summary>
    public async Task<NpgsqlDataSource> OpenAsync(string server) =>
        NpgsqlDataSource.Create(await Pair.AdminOfAsync(server, database));

    private protected override async Task<ApiDatabase> CreateDatabaseAsync()
    {
        pair = await StandbyPair.StartAsync(synchronous: true);
        var made = await ApiDatabase.CreateOnAsync(TestCluster.Of(pair.Group.Primary));
        database = made.Access.Runtime.Database!;
        return made;
    }

    private protected override DatabaseAccess Reach(DatabaseAccess access) => access with
    {
        Runtime = Pair.All(access.Runtime),
        Migrator = Pair.All(access.Migrator!),
        Watch = Pair.All(access.Watch!),
        Maintain = Pair.All(access.Maintain!),
    };
}
