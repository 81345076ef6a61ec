using Agora.Infrastructure.Backups;

namespace Agora.Api.Tests.Backups;

/// <summary>What is written about each backup: what a restored copy must hold.</summary>
internal static class Figures
{
    public static async Task<string> PositionAsync(BackupFixture server, string repository, string label) =>
        (await BackupFigures.ReadAsync(await FilesAsync(server, repository), label, CancellationToken.None))!.Position;

    /// <summary>Makes the figures of the newest backup say that a table had one more row, and gives what makes them right again.</summary>
    public static async Task<Func<Task>> AddRowAsync(BackupFixture server, string table)
    {
        var files = await FilesAsync(server, server.Repository);
        var label = (await (await server.OpenAsync()).ListAsync(CancellationToken.None))[^1].Label;
        var right = (await BackupFigures.ReadAsync(files, label, CancellationToken.None))!;
        var wrong = right with
        {
            Tables = [.. right.Tables.Select(entry => entry.Table == table ? entry with { Rows = entry.Rows + 1 } : entry)],
        };
        await wrong.WriteAsync(files, label, CancellationToken.None);
        return () => right.WriteAsync(files, label, CancellationToken.None);
    }

    private static async Task<RepositoryFiles> FilesAsync(BackupFixture server, string repository) =>
        (await server.ProgramAsync(repository)).Files;
}
