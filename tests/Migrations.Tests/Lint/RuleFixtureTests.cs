using System.Text;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;

namespace Agora.Migrations.Tests.Lint;

public sealed class RuleFixtureTests
{
    public static TheoryData<string> Fixtures => [.. LintCase.Fixtures()];

    public static TheoryData<string> RuleFixtures =>
        [.. LintCase.Fixtures().Where(fixture => fixture.StartsWith("PGM", StringComparison.Ordinal))];

    [Fact]
    public void Every_rule_has_a_case_that_triggers_it_and_one_that_passes()
    {
        var fixtures = LintCase.Fixtures().Where(fixture => fixture.StartsWith("PGM", StringComparison.Ordinal))
            .ToDictionary(fixture => fixture, LintCase.Read, StringComparer.Ordinal);

        RuleCatalogue.All.Select(rule => rule.Id).Where(id => !fixtures.ContainsKey(id)).ShouldBeEmpty();
        fixtures.Where(fixture => !fixture.Value.Exists(one => one.Triggers && Expects(one, fixture.Key))).ShouldBeEmpty();
        fixtures.Where(fixture => !fixture.Value.Exists(one => !one.Triggers && !Expects(one, fixture.Key))).ShouldBeEmpty();

        static bool Expects(LintCase one, string rule) =>
            one.Compare().Expected.Exists(expected => expected.EndsWith(rule, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Finds_what_the_fixture_expects_and_nothing_else(string fixture)
    {
        // What only the server can tell is compared where there is one.
        foreach (var one in fixture == "PGM906" ? [] : LintCase.Read(fixture))
        {
            var (expected, found) = one.Compare();

            found.ShouldBe(expected, one.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Names_no_directive_of_ours_in_a_remedy_for_the_SQL_of_others(string fixture)
    {
        foreach (var one in LintCase.Read(fixture))
        {
            var file = new MigrationFile(LintCase.Path, Encoding.UTF8.GetBytes(one.Sql));
            var report = MigrationLinter.Lint(LintRequest.External([file], new LintOptions { Now = DateTimeOffset.UnixEpoch }));

            report.Findings.Select(finding => finding.Recipe).Where(recipe => recipe.Contains("migrate:", StringComparison.Ordinal))
                .ShouldBeEmpty(one.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(RuleFixtures))]
    public void Rewrites_to_something_that_the_rule_lets_pass(string fixture)
    {
        foreach (var one in LintCase.Read(fixture))
        {
            var before = one.Lint();
            foreach (var finding in before.Findings.Where(finding => finding.Fix.Count > 0 && finding.File == LintCase.Path))
            {
                var text = Apply(one.Sql, finding.Fix);
                var after = one.Lint(text);
                var left = after.Open.Select(open => $"{open.Rule.Id} {open.Range.Line} {open.Message}");
                var where = $"{one} {finding.Rule.Id}:\n{text}\n{string.Join('\n', left)}";

                Count(after, finding.Rule).ShouldBeLessThan(Count(before, finding.Rule), where);
                Errors(after).Except(Errors(before)).ShouldBeEmpty(where);
            }
        }

        static int Count(LintReport report, Rule rule) =>
            report.Findings.Count(finding => finding.File == LintCase.Path && finding.Rule == rule && finding.Severity > Severity.Info);

        static IEnumerable<string> Errors(LintReport report) => report.Open
            .Where(finding => finding.File == LintCase.Path && finding.Severity == Severity.Error)
            .Select(finding => finding.Rule.Id)
            .Distinct();
    }

    private static string Apply(string text, IReadOnlyList<TextEdit> edits)
    {
        var result = new StringBuilder(text);
        foreach (var edit in edits.OrderByDescending(edit => edit.Range.Start))
        {
            result.Remove(edit.Range.Start, edit.Range.End - edit.Range.Start).Insert(edit.Range.Start, edit.Text);
        }

        return result.ToString();
    }
}
