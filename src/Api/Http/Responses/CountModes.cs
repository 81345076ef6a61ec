namespace Agora.Api.Http.Responses;

/// <summary>What the parameter <c>count</c> of a list says of itself.</summary>
internal static class CountModes
{
    public const string Help = "Brings `total`: `estimated` is a guess from statistics that costs nothing, `exact` looks at every row.";
}
