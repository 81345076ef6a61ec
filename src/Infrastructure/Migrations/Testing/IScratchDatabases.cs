namespace Agora.Migrations.Testing;

/// <summary>
/// Hands out empty databases as production would give them to the migrator: roles, extensions and rights are there, tables are not.
/// </summary>
public interface IScratchDatabases
{
    Task<IScratchDatabase> CreateAsync(CancellationToken ct);
}

/// <summary>Disposing drops it.</summary>
public interface IScratchDatabase : IAsyncDisposable
{
    /// <summary>Login of the role that migrates in production, no superuser.</summary>
    string Migrator { get; }

    /// <summary>Login of a superuser, with which the test disturbs and looks.</summary>
    string Admin { get; }
}
