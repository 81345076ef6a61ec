using Agora.Benchmarks.Http.Measuring;
using Agora.Benchmarks.Http.Servers;

namespace Agora.Infrastructure.Tests.Benchmarks;

public sealed class ProcessorUseTests
{
    [Fact]
    public void Reads_a_process_whose_name_holds_spaces_and_parentheses()
    {
        const string stat = "42 (postgres: (a) b) S 7 42 42 0 -1 4194560 1 2 3 4 150 50 1000 200 20 0 1 0 99 0 0";

        ProcessTimes.Parse(stat).ShouldBe(new ProcessTimes(42, 7, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(12)));
    }

    [Fact]
    public void Counts_the_server_process_its_children_and_those_that_ended()
    {
        ProcessTimes[] all =
        [
            new(1, 0, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)),
            new(2, 1, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(500)),
            new(3, 2, TimeSpan.FromSeconds(1000), TimeSpan.Zero),
        ];

        ProcessorUse.WithChildren(all, parent: 1).ShouldBe(TimeSpan.FromSeconds(13));
    }

    [Fact]
    public void Leaves_idle_time_and_guests_out_of_what_the_machine_did() =>
        ProcessorUse.ReadMachine("cpu  100 200 300 4000 500 6 7 8 90 10\ncpu0 1 2 3\n").ShouldBe(TimeSpan.FromSeconds(6.21));

    [Fact]
    public void Reads_the_resident_memory() =>
        TestedServer.ReadResidentBytes("Name:\tagora\nVmRSS:\t  204800 kB\nThreads:\t9\n").ShouldBe(200L * 1024 * 1024);
}
