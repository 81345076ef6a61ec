namespace Agora.Migrations.Lint.Rules;

/// <summary>Encoding, invisible characters and directives of a file.</summary>
internal static class FileChecks
{
    public static void Check(FileContext file)
    {
        foreach (var issue in file.Body.Script.Issues)
        {
            var range = new TextRange(
                issue.Start, issue.Start + issue.Length, issue.Line, issue.Column, issue.Line, issue.Column + Math.Max(issue.Length, 1));
            file.Report(RuleCatalogue.Find(issue.Rule)!, range, issue.Message, issue.IsError ? Severity.Error : Severity.Warning);
        }

        foreach (var use in file.File.PsqlUses)
        {
            var above = file.File.Original!.AsSpan(0, use.Start);
            var (line, column) = (above.Count('\n') + 1, use.Start - above.LastIndexOf('\n'));
            file.Report(TransactionRules.PsqlCommand, TextRange.At(line, column), $"\\{use.Command} is for psql alone.");
        }

        // Comments of files of other tools that look like directives are not checked.
        foreach (var problem in file.IsExternal ? [] : file.Body.Problems.Where(problem => problem.Rule == FileRules.Directive.Id))
        {
            file.Report(FileRules.Directive, TextRange.At(problem.Line, problem.Column), problem.Message);
        }
    }
}
