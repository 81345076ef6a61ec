using System.Globalization;
using Agora.Migrations.Files;
using Agora.Migrations.Lint.Rules;

namespace Agora.Migrations.Lint;

/// <summary>Versions, their order, and what was merged before.</summary>
internal sealed class FileOrder(LintRequest request)
{
    private readonly Dictionary<long, LintFile> versions = request.Files
        .Where(file => file.Kind == LintFileKind.Up)
        .GroupBy(file => file.Version)
        .ToDictionary(group => group.Key, group => group.First());

    private readonly long newestOfBase = request.Options.Base is { } known
        ? request.Files.Where(file => file.Kind == LintFileKind.Up && known.ContainsKey(file.File.Path)).Select(file => file.Version)
            .DefaultIfEmpty().Max()
        : 0;

    /// <summary>What is wrong with the names of files, and files that the base branch has and this one lacks.</summary>
    public IEnumerable<Finding> Names()
    {
        foreach (var problem in request.Problems)
        {
            yield return new Finding(
                RuleCatalogue.Find(problem.Rule)
                    ?? FileRules.VersionFormat, Severity.Error, problem.File, TextRange.At(problem.Line, problem.Column), problem.Message);
        }

        var present = request.Files.Select(file => file.File.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var path in (request.Options.Base?.Keys ?? []).Where(path => !present.Contains(path) && !IsRepeatable(path))
            .Order(StringComparer.Ordinal))
        {
            yield return new Finding(
                FileRules.EditedAfterMerge,
                FileRules.EditedAfterMerge.Severity,
                path,
                TextRange.Top,
                "The base branch has this file; it may have been applied, so it has to stay.");
        }
    }

    public void Check(FileContext file)
    {
        var path = file.Path;
        var isMerged = file.Options.Base?.ContainsKey(path) == true;
        // A way back may be mended: where the version stands it has not run yet, and the history keeps no hash of it to compare.
        var isWayUp = file.File.Kind is not (LintFileKind.Down or LintFileKind.Verify);
        if (isMerged && isWayUp && !IsRepeatable(path) && file.Options.Base![path] != file.File.File.TokenHash)
        {
            file.Report(
                FileRules.EditedAfterMerge, TextRange.Top, "What runs differs from the base branch, where it may have been applied.");
        }

        if (file.File.Kind != LintFileKind.Up)
        {
            return;
        }

        if (MigrationVersion.TimeOf(file.File.Version) > file.Options.Now)
        {
            file.Report(
                FileRules.VersionFormat,
                TextRange.Top,
                "The version lies in the future: files made before that moment would sort in front of it.");
        }

        if (!isMerged && file.File.Version <= newestOfBase)
        {
            file.Report(
                FileRules.OutOfOrder, TextRange.Top,
                $"The base branch has {newestOfBase.ToString(CultureInfo.InvariantCulture)} already; rename this file to a later version.");
        }

        if (!file.File.HasDown && file.Body.Settings.Irreversible is null)
        {
            file.Report(FileRules.Irreversible, TextRange.Top, "There is no down file, and no reason why there is none.");
        }

        Phase(file);
    }

    private static bool IsRepeatable(string path) =>
        path.StartsWith("repeatable/", StringComparison.Ordinal) || path.Contains("/repeatable/", StringComparison.Ordinal);

    private void Phase(FileContext file)
    {
        foreach (var required in file.Body.Settings.Requires.Where(
            required => !versions.ContainsKey(required) || required >= file.File.Version))
        {
            file.Report(
                FileRules.Directive,
                TextRange.Top,
                $"No earlier file has the required version {required.ToString(CultureInfo.InvariantCulture)}.");
        }

        if (file.Body.Settings.Phase != MigrationPhase.Contract)
        {
            return;
        }

        var expands = file.Body.Settings.Requires
            .Select(versions.GetValueOrDefault)
            .OfType<LintFile>()
            .Where(required => required.File.Body.Settings.Phase == MigrationPhase.Expand)
            .ToList();
        if (expands.Count == 0)
        {
            file.Report(DestructiveRules.ContractAge, TextRange.Top, "A contract file names its expand file: requires=<version>.");
            return;
        }

        foreach (var expand in expands)
        {
            var age = file.Options.Now - MigrationVersion.TimeOf(expand.Version);
            var isUnreleased = file.Options.Base is { } merged && !merged.ContainsKey(expand.File.Path);
            if (isUnreleased || age < file.Options.ExpandAge)
            {
                file.Report(
                    DestructiveRules.ContractAge, TextRange.Top,
                    isUnreleased
                        ? $"Its expand file {expand.File.Path} is of the same release: the release that still runs needs what this one "
                            + "takes."
                        : $"Its expand file {expand.File.Path} is younger than "
                            + $"{file.Options.ExpandAge.TotalDays.ToString("0.#", CultureInfo.InvariantCulture)} days.");
            }
        }
    }
}
