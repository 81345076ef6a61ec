using Agora.Benchmarks.Http.Load;
using Agora.Benchmarks.Http.Measuring;
using Agora.Benchmarks.Http.Reports;
using Agora.Benchmarks.Http.Scenarios;

namespace Agora.Infrastructure.Tests.Benchmarks;

public sealed class FiguresTests
{
    [Fact]
    public void Takes_the_median_of_the_rounds()
    {
        var figures = Figures.Of([RoundOf(1000), RoundOf(3000), RoundOf(1500)], cores: 2);

        figures.Rate.ShouldBe(150, 0.001);
        figures.ServerMilliseconds.ShouldBe(2000.0 / 1500, 0.001);
        figures.RateByProcessor.ShouldBe(2 * 1500 / 6.0, 0.001);
        figures.Errors.ShouldBe(3);
        figures.OtherCores.ShouldBe(0.4, 0.001);
    }

    [Theory]
    [InlineData(new[] { 3.0, 1, 2 }, 2)]
    [InlineData(new[] { 4.0, 1, 2, 3 }, 2.5)]
    public void Has_a_middle_also_between_two(double[] values, double middle) => Median.Of(values).ShouldBe(middle);

    [Fact]
    public void Judges_a_bar_and_leaves_one_open_that_was_not_measured()
    {
        var fast = Figures.Of([RoundOf(1000)], cores: 2);
        var slow = Figures.Of([RoundOf(700)], cores: 2);
        var result = new ScenarioResult("x", "x", slow, fast, Plain: null, Writes: 0, WasQuiet: true);

        Bar.OfBare(0.7).Judge(result).Holds.ShouldBe(true);
        Bar.OfBare(0.75).Judge(result).Holds.ShouldBe(false);
        Bar.OfPlain(0.45).Judge(result).Holds.ShouldBeNull();
        Bar.Rate(1, writes: 50).Judge(result).Holds.ShouldBeNull();
    }

    // Two seconds in the server, three in PostgreSQL, one for the load; the machine worked four more for others.
    private static Round RoundOf(long requests) => new(
        new LoadResult(requests, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), 1),
        new ProcessorUse(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)),
        new DatabaseWork(requests, 0, 0),
        1024);
}
