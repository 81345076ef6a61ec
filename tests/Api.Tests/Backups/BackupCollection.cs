namespace Agora.Api.Tests.Backups;

/// <summary>One server for all tests of backups, which run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class BackupCollection : ICollectionFixture<BackupFixture>
{
    public const string Name = "backups";
}
