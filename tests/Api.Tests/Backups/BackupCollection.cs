namespace Agora.Api.Tests.Backups;

/// <summary>One server for all tests of backups, which run alone: they keep disk and processors busy.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BackupCollection : ICollectionFixture<BackupFixture>
{
    public const string Name = "backups";
}
