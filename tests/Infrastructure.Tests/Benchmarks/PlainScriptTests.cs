using Agora.Benchmarks.Http.Growth;
using Agora.Benchmarks.Http.Scenarios;

namespace Agora.Infrastructure.Tests.Benchmarks;

public sealed class PlainScriptTests
{
    [Fact]
    public void Names_every_scenario_once() => Catalogue.All.Select(s => s.Name).ShouldBeUnique();

    [Fact]
    public void Gives_every_parameter_of_the_plain_statements_an_expression()
    {
        foreach (var scenario in Catalogue.All.Where(s => s.Plain is not null))
        {
            scenario.Plain!.Statement().Replace("@>", "", StringComparison.Ordinal).Replace("@@", "", StringComparison.Ordinal)
                .ShouldNotContain("@", customMessage: scenario.Name);
        }
    }

    [Fact]
    public void Draws_a_line_for_each_request()
    {
        var svg = GrowthPlot.Of([new GrowthRow("a & b", 0.2, 2, 1, 10), new GrowthRow("c", 0.1, 0.1, null, null)], few: 1, many: 10);

        var plot = System.Xml.Linq.XDocument.Parse(svg);
        plot.Descendants().Count(e => e.Name.LocalName == "circle").ShouldBe(6);
        plot.Descendants().ShouldContain(e => e.Value == "a & b");
    }
}
