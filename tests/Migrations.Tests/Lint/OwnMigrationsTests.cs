using Agora.Infrastructure.Database;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Lint.Output;

namespace Agora.Migrations.Tests.Lint;

public sealed class OwnMigrationsTests
{
    [Fact]
    public void Keep_the_rules_that_they_come_with()
    {
        var options = new LintOptions { Now = TimeProvider.System.GetUtcNow(), SearchPath = ["app", "public"] };

        var report = MigrationLinter.Lint(LintRequest.Of(MigrationDirectory.Read(DatabaseMigrations.Directory), options));

        using var findings = new StringWriter();
        LintOutput.Write(report, LintFormat.Gcc, findings, new LintOutputOptions("db/"));
        report.Fails(Severity.Warning).ShouldBeFalse(findings.ToString());
    }
}
