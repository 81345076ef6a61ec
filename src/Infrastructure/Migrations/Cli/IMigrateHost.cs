using System.CommandLine;
using Agora.Migrations.Events;
using Agora.Migrations.Testing;

namespace Agora.Migrations.Cli;

/// <summary>The program that offers the verbs: which database and which servers they get where the caller names none.</summary>
public interface IMigrateHost
{
    MigrateTexts Texts { get; }

    /// <summary>The files that were built with the program; null when it has none.</summary>
    string? BuiltFolder { get; }

    /// <summary>Options of its own for the verbs that make throw-away databases.</summary>
    IReadOnlyList<Option> ScratchOptions { get; }

    /// <param name="login">What the caller gave by <c>--database</c>; null for the default of the program.</param>
    /// <exception cref="UsageException">The text is no login, or there is no default.</exception>
    Task<IMigrateDatabase> OpenAsync(string? login, CancellationToken ct);

    /// <param name="server">What the caller gave by <c>--server</c>; null for the default of the program.</param>
    /// <param name="role">The role that the files run as; null for the login itself.</param>
    /// <exception cref="UsageException">There is no such server, or it is not marked as one for tests.</exception>
    Task<ScratchServer> OpenScratchAsync(ParseResult parsed, string? server, string? role, CancellationToken ct);
}

/// <summary>The words of the help that differ between programs.</summary>
/// <param name="Program">What stands before a verb, such as <c>agora migrate</c>.</param>
/// <param name="Database">What a verb works on without <c>--database</c>.</param>
/// <param name="Server">Where throw-away databases are made without <c>--server</c>.</param>
/// <param name="Trace">Where a trace runs without <c>--database</c>.</param>
/// <param name="Preparation">How an empty database gets roles and extensions, in parentheses; may be empty.</param>
/// <param name="Rules">Where the page is that explains the rules of the lint.</param>
/// <param name="RulesPage">The same page, as links name it.</param>
/// <param name="Documents">The page that explains the JSON documents.</param>
public sealed record MigrateTexts(
    string Program,
    string Database,
    string Server,
    string Trace,
    string Preparation,
    string Rules,
    string RulesPage,
    string Documents);

/// <summary>An opened database of a verb. Disposing ends what was started for it.</summary>
public interface IMigrateDatabase : IAsyncDisposable
{
    string ConnectionString { get; }

    /// <summary>Holds pg_dump and psql; empty when they are looked up on the PATH.</summary>
    string BinDirectory { get; }

    /// <summary>Applies what is pending, and does what the program does in a database that has all.</summary>
    Task<MigrationReport> UpAsync(MigratorOptions options, long? to, IMigrationObserver observer, CancellationToken ct);
}

/// <summary>The server on which a verb makes throw-away databases.</summary>
/// <param name="BinDirectory">Empty when the client programs are looked up on the PATH.</param>
/// <param name="Owned">Disposed last to first.</param>
public sealed record ScratchServer(IScratchDatabases Databases, string BinDirectory, IReadOnlyList<IAsyncDisposable> Owned)
    : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Owned.Reverse())
        {
            await owned.DisposeAsync();
        }
    }
}
