using Agora.Infrastructure.Database.Embedded.Provisioning;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class DebianPrefixTests : IDisposable
{
    private readonly OpenTempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Says_before_anything_else_what_takes_long_and_how_long()
    {
        using var ending = new CancellationTokenSource();
        var said = new FirstLine(ending);

        var building = () => new DebianPrefix(MinimalPrefix.Content, said, TimeProvider.System).BuildAsync(
            folder.In("work"), folder.In("target"), ending.Token);

        await building.ShouldThrowAsync<OperationCanceledException>();
        said.Line.ShouldContain("once");
        said.Line.ShouldContain("one to five minutes");
        said.Line.ShouldContain("60 MB");
        Directory.Exists(folder.In("work")).ShouldBeFalse("nothing is fetched before the line");
    }

    /// <summary>Ends the work with its first report.</summary>
    private sealed class FirstLine(CancellationTokenSource ending) : IProgress<string>
    {
        public string Line { get; private set; } = "";

        public void Report(string value)
        {
            Line = Line.Length == 0 ? value : Line;
            ending.Cancel();
        }
    }
}
