namespace Agora.Api.Http.Responses;

/// <summary>What the parameter <c>count</c> of a list says of itself.</summary>
internal static class CountModes
{
    public const string Help = "Returns `total`: `estimated` is cheap and comes from statistics, `exact` counts every row.";
}
