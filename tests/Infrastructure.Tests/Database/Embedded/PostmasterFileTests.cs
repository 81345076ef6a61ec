using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class PostmasterFileTests
{
    private const string Text = "4711\n/srv/data\n1763731200\n5417\n/srv/run\n127.0.0.1\n  12345 678\nready   \n";

    [Fact]
    public void Reads_pid_and_port() => PostmasterFile.Parse(Text).ShouldBe(new PostmasterFile(4711, 5417));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("4711\n/srv/data\n")]
    [InlineData("4711\n/srv/data\n1763731200\nsoon\n")]
    public void Takes_a_file_that_is_not_whole_for_none(string? text) => PostmasterFile.Parse(text).ShouldBeNull();

    [Fact]
    public void Gives_a_stale_file_an_unused_pid_and_keeps_the_shared_memory_key()
    {
        var disowned = PostmasterFile.MarkStale(Text);

        PostmasterFile.Parse(disowned).ShouldNotBeNull().Port.ShouldBe(5417);
        PostmasterFile.IsAlive(PostmasterFile.Parse(disowned)!.ProcessId).ShouldBeFalse();
        disowned.ShouldEndWith("  12345 678\nready   \n");
    }

    [Fact]
    public void Does_not_take_a_living_process_for_the_server_only_because_of_its_pid()
    {
        PostmasterFile.IsAlive(Environment.ProcessId).ShouldBeTrue();
        PostmasterFile.IsServerOn("/srv/data", Environment.ProcessId).ShouldBeFalse();
        PostmasterFile.MayBeServerOn("/srv/data", Environment.ProcessId).ShouldBeFalse();
    }
}
