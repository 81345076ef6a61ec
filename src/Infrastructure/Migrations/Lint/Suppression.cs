using System.Globalization;
using Agora.Migrations.Files;
using Agora.Migrations.Lint.Rules;

namespace Agora.Migrations.Lint;

/// <summary>Lets findings pass that a person has accepted with a reason. What accepts nothing, or no longer, is an error itself.</summary>
internal static class Suppression
{
    public static void Apply(FileContext file)
    {
        var today = DateOnly.FromDateTime(file.Options.Now.UtcDateTime);
        foreach (var allow in file.Body.Allows)
        {
            foreach (var id in allow.Rules)
            {
                if (RuleCatalogue.Find(id) is not { } rule)
                {
                    Report(file, allow, "unknown-rule", $"There is no rule {id}.");
                }
                else if (rule == FileRules.Directive)
                {
                    Report(file, allow, "unused-allow", "What is wrong with directives cannot be allowed, only corrected.");
                }
                else if (allow.Expires is { } expires && expires < today)
                {
                    Report(
                        file,
                        allow,
                        "allow-expired",
                        $"The allowance of {id} ended on {expires.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.");
                }
                else if (!Accept(file, allow, id))
                {
                    Report(file, allow, "unused-allow", $"{id} finds nothing here; remove the allowance.");
                }
            }
        }
    }

    private static bool Accept(FileContext file, AllowDirective allow, string id)
    {
        var used = false;
        for (var i = 0; i < file.Findings.Count; i++)
        {
            var finding = file.Findings[i];
            if (finding.Rule.Id == id && Covers(allow, finding))
            {
                file.Findings[i] = finding with { Allowed = finding.Allowed ?? new Allowance(allow.Reason, allow.Expires, allow.Line) };
                used = true;
            }
        }

        return used;
    }

    private static bool Covers(AllowDirective allow, Finding finding) =>
        allow.Step == 0 || (allow.Statement is { } statement ? finding.Statement == statement : finding.Step == allow.Step);

    private static void Report(FileContext file, AllowDirective allow, string slug, string message) =>
        file.Report(FileRules.Directive, TextRange.At(allow.Line, 1), message, slug: slug);
}
