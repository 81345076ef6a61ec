using System.Globalization;
using Agora.Benchmarks.Http.Reports;

namespace Agora.Benchmarks.Http.Scenarios;

/// <summary>What a scenario must reach.</summary>
/// <param name="Measure">Null where the run did not measure it.</param>
/// <param name="IsMost">Whether the limit is an upper one.</param>
internal sealed record Bar(string Says, double Limit, bool IsMost, Func<ScenarioResult, double?> Measure)
{
    public static Bar OfBare(double share) => new(
        string.Create(CultureInfo.InvariantCulture, $"at least {share} of the bare server"),
        share,
        IsMost: false,
        r => r.Agora.RateByProcessor / r.Bare?.RateByProcessor);

    public static Bar OfPlain(double share) => new(
        string.Create(CultureInfo.InvariantCulture, $"at least {share} of the plain SQL"),
        share,
        IsMost: false,
        r => r.Agora.RateByProcessor / r.Plain?.RateByProcessor);

    public static Bar PostgresOfPlain(double times) => new(
        string.Create(CultureInfo.InvariantCulture, $"PostgreSQL at most {times} times that of the plain SQL"),
        times,
        IsMost: true,
        r => r.Agora.PostgresMilliseconds / (r.Bare ?? r.Plain)?.PostgresMilliseconds);

    public static Bar SteadyTail(double times) => new(
        string.Create(CultureInfo.InvariantCulture, $"p99 at most {times} times p50"),
        times,
        IsMost: true,
        r => r.Agora.P99Milliseconds / r.Agora.P50Milliseconds);

    public static Bar Rate(double rate, int writes) => new(
        string.Create(CultureInfo.InvariantCulture, $"at least {rate:N0} a second beside {writes} writes a second"),
        rate,
        IsMost: false,
        r => r.Writes >= writes ? r.Agora.RateByProcessor : null);

    public BarResult Judge(ScenarioResult result)
    {
        var measured = Measure(result);
        return new BarResult(Says, measured, measured is { } value ? (IsMost ? value <= Limit : value >= Limit) : null);
    }
}

/// <param name="Holds">Null where the run did not measure it.</param>
internal sealed record BarResult(string Says, double? Measured, bool? Holds);
