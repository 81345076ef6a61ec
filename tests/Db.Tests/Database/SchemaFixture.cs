using Agora.Testing;

namespace Agora.Db.Tests.Database;

/// <summary>A migrated database to look at; the tests of a class share it and change nothing that lasts.</summary>
public class SchemaFixture : IAsyncLifetime
{
    private ApiDatabase? database;

    internal ApiDatabase Database => database ?? throw new InvalidOperationException("The fixture has not been initialised.");

    public virtual async Task InitializeAsync() => database = await ApiDatabase.CreateAsync();

    public async Task DisposeAsync() => await Database.DisposeAsync();

    /// <summary>The first column of every row, as the superuser sees it.</summary>
    internal async Task<IReadOnlyList<string>> ListAsync(string sql)
    {
        var rows = new List<string>();
        await using var command = Database.Superuser.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
