using Agora.Infrastructure.Database;
using Agora.Testing;

namespace Agora.Benchmarks.Failover;

/// <summary>A host on a primary with one standby.</summary>
internal sealed class DrillFixture(bool isSynchronous) : ApiFixture
{
    private StandbyPair? pair;

    public StandbyPair Pair => pair ?? throw new InvalidOperationException("The servers have not been started.");

    public string Database { get; private set; } = "";

    protected override IReadOnlyList<string> Settings => ["--Database:ReadFromStandbys=true"];

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (pair is not null)
        {
            await pair.DisposeAsync();
        }
    }

    private protected override async Task<ApiDatabase> CreateDatabaseAsync()
    {
        pair = await StandbyPair.StartAsync(isSynchronous);
        var made = await ApiDatabase.CreateOnAsync(TestCluster.Of(pair.Group.Primary));
        Database = made.Access.Runtime.Database!;
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
