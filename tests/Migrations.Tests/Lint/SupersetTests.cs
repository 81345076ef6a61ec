using Agora.Migrations.Lint;

namespace Agora.Migrations.Tests.Lint;

/// <summary>Every finding of other tools has a rule of ours, and that rule has its cases.</summary>
public sealed class SupersetTests
{
    [Fact]
    public void Every_rule_of_the_others_is_one_of_ours_with_cases()
    {
        var fixtures = LintCase.Fixtures().ToHashSet(StringComparer.Ordinal);
        var map = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Lint", "Fixtures", "superset.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .ToList();

        // Pinned, so that no line goes missing. Of eugene's rules, E10 is about what a run shows and so belongs to the trace.
        map.CountBy(entry => entry[0])
            .ShouldBe([new("squawk", 41), new("strong_migrations", 31), new("atlas", 29), new("eugene", 14), new("own", 1)]);
        map[^1][2].Split(' ').Length.ShouldBe(44);
        foreach (var entry in map)
        {
            entry.Length.ShouldBe(3);
            foreach (var id in entry[2].Split(' ').Select(number => $"PGM{number}"))
            {
                RuleCatalogue.Find(id).ShouldNotBeNull($"{entry[0]} {entry[1]}");
                fixtures.ShouldContain(id, $"{entry[0]} {entry[1]}");
            }
        }
    }
}
