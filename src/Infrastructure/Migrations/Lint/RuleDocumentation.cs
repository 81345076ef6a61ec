using System.Text;

namespace Agora.Migrations.Lint;

/// <summary>Writes <c>db/rules.md</c> from the catalogue.</summary>
internal static class RuleDocumentation
{
    public static string Markdown()
    {
        var page = new StringBuilder();
        page.Append("""
            # What the migration lint looks for

            Generated from the rules themselves; a test keeps it current. The locks are those that PostgreSQL 17 was seen to take.
            An **error** stops the build. A **warning** has to be changed, or accepted where it stands:
            `-- migrate: allow=PGM407 reason="few writes" expires=2027-01-31` above the statement, the step or the file.
            A **note** is for information. A table that the same step creates may be locked, read and written freely: no other session
            waits for it. With row counts in `db/stats.csv`, findings about small tables become notes.


            """.ReplaceLineEndings("\n"));
        foreach (var (title, rules) in RuleCatalogue.Chapters)
        {
            page.Append("## ").Append(title).Append("\n\n");
            foreach (var rule in rules)
            {
                Append(page, rule);
            }
        }

        return page.ToString().TrimEnd() + "\n";
    }

    private static void Append(StringBuilder page, Rule rule)
    {
        page.Append("### ").Append(rule.Id).Append("\n\n")
            .Append('`')
            .Append(rule.Slug)
            .Append("`, ")
            .Append(rule.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" });
        if (rule.GrowsWithRows)
        {
            page.Append(", a note for small tables");
        }

        if (rule.IsStyle)
        {
            page.Append(", style of new files only");
        }

        page.Append("\n\n- **When**: ").Append(rule.Trigger).Append('\n');
        if (rule.Lock.Length > 0)
        {
            page.Append("- **Lock**: ").Append(rule.Lock).Append('\n');
        }

        page.Append("- **Why**: ").Append(rule.Why).Append('\n')
            .Append("- **Instead**: ").Append(rule.Recipe).Append("\n\n");
    }
}
