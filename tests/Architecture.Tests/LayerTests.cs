using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Agora.Architecture.Tests;

/// <summary>Which room may know what. A reference appears in an assembly's manifest as soon as one type of it is used.</summary>
public sealed partial class LayerTests
{
    [Fact]
    public void Domain_references_only_the_language() =>
        References(Solution.Domain).ShouldAllBe(name => name.StartsWith("System.", StringComparison.Ordinal));

    [Fact]
    public void Application_knows_the_domain_and_its_messages()
    {
        string[] allowed = ["Agora.Domain", "MediatR", "FluentValidation", "Microsoft.Extensions.DependencyInjection.Abstractions",
            "Microsoft.Extensions.Logging.Abstractions"];

        References(Solution.Application)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal))
            .ShouldBeSubsetOf(allowed);
    }

    [Fact]
    public void Infrastructure_does_not_know_the_host() =>
        References(Solution.Infrastructure).ShouldNotContain("agora");

    [Theory]
    [InlineData("Npgsql")]
    [InlineData("Dapper")]
    public void Only_infrastructure_speaks_to_the_database(string driver)
    {
        References(Solution.Infrastructure).ShouldContain(driver);
        References(Solution.Domain).ShouldNotContain(driver);
        References(Solution.Application).ShouldNotContain(driver);
        References(Solution.Api).ShouldNotContain(driver);
    }

    [Fact]
    public void Infrastructure_knows_no_web_server() => Solution.SourceFiles("src/Infrastructure", "*.csproj")
        .Where(project => WebServer().IsMatch(File.ReadAllText(project)))
        .ShouldBeEmpty();

    [Fact]
    public void The_migration_tool_references_nothing_of_the_product()
    {
        string[] allowed = ["FluentMigrator", "Microsoft.Extensions.", "Microsoft.Win32.Primitives", "Npgsql", "System."];
        var projects = Solution.SourceFiles("src/Infrastructure/Migrations", "*.csproj").ToList();

        References(Solution.Migrations)
            .Where(name => !allowed.Any(start => name.StartsWith(start, StringComparison.Ordinal)))
            .ShouldBeEmpty();
        projects.ShouldNotBeEmpty();
        projects.SelectMany(project => ProjectReference().Matches(File.ReadAllText(project)).Select(match => match.Groups["path"].Value))
            .Where(path => !Path.GetFileName(path).StartsWith("Agora.Migrations.", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    /// <summary>Production code sees what is public; a test may see more.</summary>
    [Fact]
    public void Only_tests_see_internal_types()
    {
        string[] tests = ["Agora.Benchmarks", "Agora.Testing"];

        new[] { Solution.Migrations, Solution.Infrastructure, Solution.Api }
            .SelectMany(assembly => assembly.GetCustomAttributes<InternalsVisibleToAttribute>())
            .Select(attribute => attribute.AssemblyName)
            .Where(name => !name.EndsWith(".Tests", StringComparison.Ordinal))
            .ShouldBeSubsetOf(tests);
    }

    /// <summary>The rest of the migrator stays free of its types, so that versions and runs have one vocabulary.</summary>
    [Fact]
    public void Only_the_engine_and_migration_classes_name_FluentMigrator()
    {
        var users = Solution.SourceFiles("src").Where(file => FluentMigratorName().IsMatch(File.ReadAllText(file))).ToList();

        users.ShouldNotBeEmpty();
        users.Where(file => !file.Contains("/Migrations/Engine/", StringComparison.Ordinal) && !IsMigrationClass(file))
            .ShouldBeEmpty();
    }

    private static bool IsMigrationClass(string file) => MigrationAttribute().IsMatch(File.ReadAllText(file));

    // At the start of a line: the exporter writes the same words, indented, into classes of other projects.
    [GeneratedRegex(
        @"^(global )?using (static |\w+ = )?(global::)?FluentMigrator\b|global::FluentMigrator\b",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex FluentMigratorName();

    [GeneratedRegex("FrameworkReference|Microsoft\\.NET\\.Sdk\\.Web|Microsoft\\.AspNetCore")]
    private static partial Regex WebServer();

    [GeneratedRegex("<ProjectReference Include=\"(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"^\[Migration\(", RegexOptions.Multiline)]
    private static partial Regex MigrationAttribute();

    private static string[] References(Assembly assembly) =>
        [.. assembly.GetReferencedAssemblies().Select(a => a.Name!)];
}
