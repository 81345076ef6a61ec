using Agora.Migrations.Testing;

namespace Agora.Migrations.Tests.Tracing;

/// <summary>An empty database on the server of the tests, whose superuser migrates as well.</summary>
internal sealed class Scratch(string connectionString) : IScratchDatabase
{
    public string Migrator => connectionString;

    public string Admin => connectionString;

    public static async Task<Scratch> CreateAsync() => new(await ScratchServer.NewDatabaseAsync());

    public async ValueTask DisposeAsync() => await ScratchServer.DropAsync(connectionString);
}
