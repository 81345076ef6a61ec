namespace Agora.Api.Tests.Database.Upgrade;

/// <summary>Two servers, one of which is copied: alone, because that keeps disk and processors busy.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class UpgradeCollection : ICollectionFixture<UpgradeFixture>
{
    public const string Name = "upgrades";
}
