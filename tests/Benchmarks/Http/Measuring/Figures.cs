namespace Agora.Benchmarks.Http.Measuring;

/// <summary>The medians over the rounds of one contender.</summary>
/// <param name="Rate">Requests a second as counted.</param>
/// <param name="RateByProcessor">
/// Requests a second that the processor has time for: cores divided by the processor time of a request in the server, PostgreSQL and the
/// load generator. Nearly the same on a quiet machine, and little disturbed by others on a busy one.
/// </param>
/// <param name="OtherCores">Cores that others used in the worst round.</param>
internal sealed record Figures(
    double Rate,
    double RateByProcessor,
    double P50Milliseconds,
    double P99Milliseconds,
    double ServerMilliseconds,
    double PostgresMilliseconds,
    double LoadMilliseconds,
    double Statements,
    double Nested,
    double WalBytes,
    double ResidentMegabytes,
    long Errors,
    double OtherCores)
{
    public static Figures Of(IReadOnlyList<Round> rounds, int cores)
    {
        return new Figures(
            Median(r => r.Load.Requests / r.Load.Took.TotalSeconds),
            Median(r => cores * r.Load.Requests / (r.Used.Server + r.Used.Postgres + r.Used.Load).TotalSeconds),
            Median(r => r.Load.P50.TotalMilliseconds),
            Median(r => r.Load.P99.TotalMilliseconds),
            Median(r => r.Used.Server.TotalMilliseconds / r.Load.Requests),
            Median(r => r.Used.Postgres.TotalMilliseconds / r.Load.Requests),
            Median(r => r.Used.Load.TotalMilliseconds / r.Load.Requests),
            Median(r => (double)r.Work.Statements / r.Load.Requests),
            Median(r => (double)r.Work.Nested / r.Load.Requests),
            Median(r => (double)r.Work.WalBytes / r.Load.Requests),
            Median(r => r.ResidentBytes / 1_048_576.0),
            rounds.Sum(r => r.Load.Errors),
            rounds.Max(r => r.OtherCores));

        double Median(Func<Round, double> figure) => Measuring.Median.Of(rounds.Select(figure));
    }
}
