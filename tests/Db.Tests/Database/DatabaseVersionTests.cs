using Agora.Infrastructure.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Database;

public sealed class DatabaseVersionTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private NpgsqlDataSource Superuser => schema.Database.Superuser;

    [Fact]
    public async Task Every_commit_before_the_check_changes_the_version_under_concurrent_checks()
    {
        await using var data = new DatabaseVersion(schema.Database.Runtime);
        using var enough = new CancellationTokenSource();
        var others = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await data.CurrentAsync(CancellationToken.None);
            }
        })).ToList();

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 100; i++)
        {
            await GivenUserAsync();
            names.Add(await data.CurrentAsync(CancellationToken.None)).ShouldBeTrue();
        }

        await enough.CancelAsync();
        await Task.WhenAll(others);
    }

    [Fact]
    public async Task Commits_out_of_the_order_of_their_beginning_change_the_name_each()
    {
        await using var data = new DatabaseVersion(schema.Database.Runtime);
        await using var connection = await Superuser.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var first = new NpgsqlCommand("INSERT INTO app.users (username) VALUES ($1)", connection, transaction)
        {
            Parameters = { new() { Value = Name() } },
        };
        await first.ExecuteNonQueryAsync();
        await GivenUserAsync();
        var before = await data.CurrentAsync(CancellationToken.None);

        await transaction.CommitAsync();

        (await data.CurrentAsync(CancellationToken.None)).ShouldNotBe(before);
    }

    [Fact]
    public async Task A_connection_that_broke_is_replaced_without_a_word()
    {
        await using var data = new DatabaseVersion(schema.Database.Runtime);
        await data.CurrentAsync(CancellationToken.None);

        await Superuser.ExecuteAsync(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'app_api'");

        (await data.CurrentAsync(CancellationToken.None)).ShouldNotBeEmpty();
    }

    private Task<int> GivenUserAsync() => Superuser.ExecuteAsync("INSERT INTO app.users (username) VALUES ($1)", Name());

    private static string Name() => $"u{Guid.NewGuid():N}"[..20];
}
