using Agora.Benchmarks.Http.Load;

namespace Agora.Infrastructure.Tests.Benchmarks;

public sealed class LoadReportTests
{
    [Fact]
    public void Reads_the_line_of_wrk()
    {
        const string printed = """
            Running 5s test @ http://127.0.0.1:1
              2 threads and 32 connections
            result 45831 5000321 2500 9800 3
            """;

        var result = Wrk.Parse(printed);

        result.ShouldBe(new LoadResult(
            45831, TimeSpan.FromMicroseconds(5000321), TimeSpan.FromMilliseconds(2.5), TimeSpan.FromMilliseconds(9.8), 3));
    }

    [Fact]
    public void Refuses_what_wrk_prints_without_a_result() =>
        Should.Throw<FormatException>(() => Wrk.Parse("unable to connect")).Message.ShouldContain("unable to connect");

    [Fact]
    public void Reads_the_summary_and_the_log_of_pgbench()
    {
        const string printed = """
            transaction type: script.sql
            number of transactions actually processed: 120
            number of failed transactions: 2 (1.639%)
            latency average = 0.211 ms
            """;
        var log = Enumerable.Range(1, 100).Select(n => $"0 {n} {n * 10} 0 1764444444 55");

        var result = Pgbench.Parse(printed, log, TimeSpan.FromSeconds(3));

        result.ShouldBe(new LoadResult(
            120, TimeSpan.FromSeconds(3), TimeSpan.FromMicroseconds(500), TimeSpan.FromMicroseconds(990), 2));
    }

    [Fact]
    public void Writes_a_line_for_each_call_with_the_path_of_the_server_that_gets_it()
    {
        var who = new Identity(Guid.Parse("00000000-0000-4000-8000-000000000001"), "token");
        HttpCall[] calls = [HttpCall.Get("/a?cursor=1", who) with { BarePath = "/a" }, HttpCall.Post("/b", "{}")];

        HttpCall.Lines(calls, bare: false)
            .ShouldBe("GET\t/a?cursor=1\ttoken\t00000000-0000-4000-8000-000000000001\t\nPOST\t/b\t\t\t{}\n");
        HttpCall.Lines(calls, bare: true)
            .ShouldBe("GET\t/a\ttoken\t00000000-0000-4000-8000-000000000001\t\nPOST\t/b\t\t\t{}\n");
    }
}
