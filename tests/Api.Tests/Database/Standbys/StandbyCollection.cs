namespace Agora.Api.Tests.Database.Standbys;

/// <summary>A pair of servers, which run alone: they keep disk and processors busy.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class StandbyCollection : ICollectionFixture<StandbyFixture>
{
    public const string Name = "standbys";
}
