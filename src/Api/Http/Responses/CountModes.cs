namespace Agora.Api.Http.Responses;

/// <summary>The description of the parameter <c>count</c>.</summary>
internal static class CountModes
{
    public const string Help = "Returns `total`: `estimated` is cheap and comes from statistics, `exact` counts every row.";
}
