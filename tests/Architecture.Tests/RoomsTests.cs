using System.Reflection;

namespace Agora.Architecture.Tests;

/// <summary>Which room may know what. A reference appears in an assembly's manifest as soon as one type of it is used.</summary>
public sealed class RoomsTests
{
    [Fact]
    public void Domain_knows_nothing_but_the_language() =>
        References(Solution.Domain).ShouldAllBe(name => name.StartsWith("System.", StringComparison.Ordinal));

    [Fact]
    public void Application_knows_the_domain_and_its_messages()
    {
        string[] allowed = ["Agora.Domain", "MediatR", "FluentValidation", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions"];

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
    public void The_migrator_knows_nothing_of_the_product()
    {
        var files = Solution.SourceFiles("src/Infrastructure/Database/Migrations").ToList();
        var strangers = files.SelectMany(file => File.ReadLines(file)
            .Where(line => line.StartsWith("using Agora.", StringComparison.Ordinal)
                && !line.StartsWith("using Agora.Infrastructure.Database.Migrations", StringComparison.Ordinal)
                && !line.StartsWith("using static Agora.Infrastructure.Database.Migrations", StringComparison.Ordinal))
            .Select(line => $"{Path.GetRelativePath(Solution.Root, file)}: {line}"));

        files.ShouldNotBeEmpty();
        strangers.ShouldBeEmpty();
    }

    private static string[] References(Assembly assembly) =>
        [.. assembly.GetReferencedAssemblies().Select(a => a.Name!)];
}
