using System.Reflection;
using Agora.Migrations.Files;
using FluentMigrator;
using FluentMigrator.Exceptions;
using FluentMigrator.Infrastructure;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Constraints;
using FluentMigrator.Runner.Exceptions;
using Microsoft.Extensions.DependencyInjection;
using Migration = Agora.Migrations.Files.Migration;

namespace Agora.Migrations.Engine;

/// <summary>
/// Writes down the SQL that each C# migration class would send, so that plan, checks, hashes, lint, review, trace and script treat
/// it like a file. The SQL of a class must be the same each time and must not depend on a database.
/// </summary>
internal sealed class ClassReader
{
    private const string Rule = "PGM617";

    private readonly MigrationClasses classes;
    private readonly IServiceProvider services;
    private readonly SqlCollector collector;
    private readonly MigrationValidator validator;
    private readonly List<MigrationProblem> problems = [];

    private ClassReader(MigrationClasses classes, IServiceProvider services)
    {
        this.classes = classes;
        this.services = services;
        collector = services.GetRequiredService<SqlCollector>();
        validator = services.GetRequiredService<MigrationValidator>();
    }

    /// <param name="folder">Its <c>migrate.toml</c> names the assembly.</param>
    /// <param name="newest">Classes with later versions are left out.</param>
    /// <exception cref="MigrationException">The assembly cannot be loaded.</exception>
    public static MigrationDirectory AddTo(MigrationDirectory directory, string folder, long newest)
    {
        if (MigrationClasses.Of(folder) is not { } classes)
        {
            return directory;
        }

        using var provider = FluentServices.Of(classes).AddScoped<SqlCollector>().BuildServiceProvider(validateScopes: false);
        using var scope = provider.CreateScope();
        var reader = new ClassReader(classes, scope.ServiceProvider);
        var read = reader.Read([.. directory.Versioned], newest);
        return directory with { Classes = classes, Versioned = read, Problems = [.. directory.Problems, .. reader.problems] };
    }

    private List<Migration> Read(List<Migration> versioned, long newest)
    {
        if (Find() is not { } found)
        {
            return versioned;
        }

        RefuseOthers(found);
        foreach (var info in found.Values.Where(info => info.Version <= newest))
        {
            var name = info.Migration.GetType().Name;
            if (versioned.Find(file => file.Version == info.Version) is { } file)
            {
                Report(name, FormattableString.Invariant(
                    $"Version {info.Version} is a class and the file {file.Up.Path}. Give the younger of the two a new version."));
            }
            else if (!MigrationVersion.TryParse(info.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), out _))
            {
                Report(name, string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"Version {info.Version} is no UTC time of 14 digits, so it does not sort among the files. "
                    + $"The verb 'new' makes one."));
            }
            else if (TryRead(info, name) is { } migration)
            {
                versioned.Add(migration);
            }
        }

        return [.. versioned.OrderBy(migration => migration.Version)];
    }

    /// <returns>Null when FluentMigrator cannot tell.</returns>
    private SortedList<long, IMigrationInfo>? Find()
    {
        try
        {
            return services.GetRequiredService<DefaultMigrationInformationLoader>().LoadMigrations();
        }
        catch (MissingMigrationsException)
        {
            // An assembly without classes is no mistake: the first may come tomorrow.
            return [];
        }
        catch (DuplicateMigrationException twice)
        {
            Report(classes.Assembly.GetName().Name!, $"{twice.Message} Give the younger of the two classes a new version.");
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            Report(
                classes.Assembly.GetName().Name!,
                $"The classes cannot be made: {(failed.InnerException ?? failed).Message} "
                + "Each has a constructor without parameters; the assembly is built for FluentMigrator 8 and has its references beside "
                + "it.");
        }

        return null;
    }

    /// <summary>Classes that FluentMigrator would pass over or run at other moments: silence would be taken for having run.</summary>
    private void RefuseOthers(SortedList<long, IMigrationInfo> found)
    {
        var known = found.Values.Select(info => info.Migration.GetType()).ToHashSet();
        foreach (var type in classes.Assembly.ExportedTypes.Where(IsWithin))
        {
            if (type.GetCustomAttribute<MaintenanceAttribute>() is not null || type.GetCustomAttribute<ProfileAttribute>() is not null)
            {
                Report(
                    type.Name,
                    "Maintenance and profile classes are not run: put what shall run after every change into the folder repeatable.");
            }
            else if (type.GetCustomAttribute<MigrationAttribute>() is not null && !known.Contains(type))
            {
                Report(type.Name, "FluentMigrator does not select this class (tags?); every version runs everywhere.");
            }
            else if (type.GetCustomAttributes().OfType<MigrationConstraintAttribute>().Any())
            {
                Report(type.Name, "A constraint lets the class run here and not there; every version runs everywhere.");
            }
        }
    }

    private bool IsWithin(Type type) =>
        classes.Namespace is null || $"{type.Namespace}.".StartsWith($"{classes.Namespace}.", StringComparison.Ordinal);

    private Migration? TryRead(IMigrationInfo info, string name)
    {
        try
        {
            return Read(info, name);
        }
        catch (ClassRefusedException refused)
        {
            Report(name, refused.Message);
        }
        catch (FluentMigratorException invalid)
        {
            Report(name, invalid.Message.ReplaceLineEndings(" ").TrimEnd());
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            Report(name, $"The class cannot be read: {failed.Message}");
        }

        return null;
    }

    private Migration? Read(IMigrationInfo info, string name)
    {
        var up = Collect(info.Migration, (migration, context) => migration.GetUpExpressions(context));
        if (up.Count == 0)
        {
            Report(name, "The class sends no SQL.");
            return null;
        }

        var (down, irreversible) = Down(info.Migration);
        var again = Collect(info.Migration, (migration, context) => migration.GetUpExpressions(context));
        if (Varies(up, again) || Varies(down, Down(info.Migration).Sql))
        {
            Report(
                name,
                "The class makes other SQL each time (a clock, a random value?), so what was reviewed is not what would run. "
                + "Let the server say it: SystemMethods.CurrentUTCDateTime, SystemMethods.NewGuid, or a fixed value.");
            return null;
        }

        var slug = ClassText.Slug(name);
        return new Migration(
            info.Version, slug, ClassText.Up(info, slug, up, irreversible), down.Count > 0 ? ClassText.Down(info, slug, down) : null,
            Verify: null)
        {
            ClassName = name,
        };
    }

    /// <returns>The SQL of the way back, or why there is none.</returns>
    private (IReadOnlyList<string> Sql, string? Irreversible) Down(IMigration migration)
    {
        try
        {
            return (Collect(migration, (one, context) => one.GetDownExpressions(context)), null);
        }
        catch (Exception none) when (none is NotSupportedException or NotImplementedException or InvalidOperationException)
        {
            collector.Take();
            return ([], none.Message);
        }
    }

    private IReadOnlyList<string> Collect(IMigration migration, Action<IMigration, IMigrationContext> expressions)
    {
        collector.Take();
        var context = new MigrationContext(collector, services, "");
        expressions(migration, context);
        validator.ApplyConventionsToAndValidateExpressions(migration, context.Expressions);
        foreach (var expression in context.Expressions)
        {
            expression.ExecuteWith(collector);
        }

        return collector.Take();
    }

    private static bool Varies(IReadOnlyList<string> once, IReadOnlyList<string> again) =>
        ClassText.TokenHash(once) != ClassText.TokenHash(again) || ClassText.Clock(once, TimeProvider.System.GetUtcNow()) is not null;

    private void Report(string name, string message) => problems.Add(new MigrationProblem(Rule, $"classes/{name}", 1, 1, message));
}
