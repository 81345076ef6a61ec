using System.Text.RegularExpressions;
using Agora.Testing;

namespace Agora.Api.Tests.Monitoring;

public sealed partial class DoctorTests(DoctorClusters clusters) : IClassFixture<DoctorClusters>
{
    /// <summary>Findings that no test provokes, with the reason.</summary>
    private static readonly Dictionary<string, string> Unprovoked = new(StringComparer.Ordinal)
    {
        ["server.unknown"] = "Needs a server of a major version that did not exist when Agora was built.",
        ["database.read_only"] = "Needs a standby.",
    };

    [Theory]
    [InlineData("critical", "archive.failing", null)]
    [InlineData("critical", "connections.pools", null)]
    [InlineData("critical", "database.collation", "old")]
    [InlineData("critical", "database.corrupt", "old")]
    [InlineData("critical", "extension.missing", "pg_stat_statements")]
    [InlineData("critical", "identifiers.old", "old")]
    [InlineData("critical", "mail.refused", "127.0.0.1:9")]
    [InlineData("critical", "migrations.pending", null)]
    [InlineData("critical", "migrations.unfinished", null)]
    [InlineData("critical", "role.rights", "ops_watch")]
    [InlineData("critical", "sequence.nearly_used", "app.numbered_id_seq")]
    [InlineData("critical", "slot.lost", "lost")]
    [InlineData("notice", "extension.absent", "vector")]
    [InlineData("notice", "foreign_key.no_index", "app.numbered.numbered_other_fkey")]
    [InlineData("notice", "index.bloated", "app.emptied_filling_idx")]
    [InlineData("critical", "backup.old", null)]
    [InlineData("warning", "backup.unproven", null)]
    [InlineData("notice", "index.duplicate", "app.emptied_double_idx")]
    [InlineData("notice", "index.unused", "app.emptied_filling_idx")]
    [InlineData("notice", "memory.shared_buffers", "shared_buffers")]
    [InlineData("notice", "setting.differs", "log_lock_waits")]
    [InlineData("notice", "table.bloated", "app.emptied")]
    [InlineData("warning", "connections.nearly_all", null)]
    [InlineData("warning", "extension.outdated", "pg_trgm")]
    [InlineData("warning", "jobs.delayed", "jobs.purge")]
    [InlineData("warning", "jobs.failed", "trash.purge")]
    [InlineData("warning", "lock.waits", "app.tasks")]
    [InlineData("warning", "login.no_connection", "DATABASE_MAINTAIN_URL")]
    [InlineData("warning", "mail.local_links", "Mail:LinkBase")]
    [InlineData("warning", "migrations.drift", null)]
    [InlineData("warning", "object.invalid_index", "app.numbered_broken_idx")]
    [InlineData("warning", "object.not_validated", "app.numbered.numbered_other_check")]
    [InlineData("warning", "role.grants", "app_owner")]
    [InlineData("warning", "role.grants", "ops_maintain")]
    [InlineData("warning", "role.limit", "app_api")]
    [InlineData("warning", "role.missing", "app_readonly")]
    [InlineData("warning", "role.no_timeout", "app_api")]
    [InlineData("warning", "role.unlimited", "app_migrator")]
    [InlineData("warning", "security.rights", "boss")]
    [InlineData("warning", "server.outdated", null)]
    [InlineData("warning", "slot.unread", "left_behind")]
    public void Finds_what_was_made_wrong_and_not_before(string severity, string code, string? subject)
    {
        clusters.Sick.Findings.ShouldContain((code, severity, subject));
        clusters.Healthy.Findings.ShouldNotContain((code, severity, subject));
    }

    /// <summary>Of these the subject differs from run to run, or is one of many.</summary>
    [Theory]
    [InlineData("disk.full")]
    [InlineData("object.trigger_off")]
    [InlineData("secret.readable")]
    [InlineData("transaction.idle")]
    [InlineData("transaction.long")]
    public void Finds_it_for_any_subject(string code)
    {
        clusters.Sick.Findings.ShouldContain(finding => finding.Code == code);
        clusters.Healthy.Findings.ShouldNotContain(finding => finding.Code == code);
    }

    [Fact]
    public void Makes_every_check()
    {
        clusters.Healthy.Failures.ShouldBeEmpty();
        clusters.Sick.Failures.ShouldBeEmpty();
    }

    [Fact]
    public void Finds_that_nothing_is_archived()
    {
        clusters.Healthy.Findings.ShouldContain(("backup.no_archive", "warning", "archive_mode"));
        clusters.Healthy.Findings.ShouldContain(("backup.none", "notice", null));
        clusters.Sick.Findings.ShouldNotContain(finding => finding.Code == "backup.no_archive" || finding.Code == "backup.none");
    }

    [Theory]
    [InlineData("critical", "secret.unknown", "SECRET_KEY")]
    [InlineData("critical", "secret.weak", "SECRET_KEY")]
    [InlineData("warning", "login.refused", "DATABASE_MAINTAIN_URL")]
    [InlineData("warning", "login.no_database", "DATABASE_MIGRATOR_URL")]
    [InlineData("warning", "mail.off", "Mail:SmtpHost")]
    [InlineData("warning", "monitoring.off", "DATABASE_WATCH_URL")]
    public void Finds_logins_and_keys_that_fail(string severity, string code, string? subject)
    {
        clusters.LockedOut.Findings.ShouldContain((code, severity, subject));
        clusters.Healthy.Findings.ShouldNotContain((code, severity, subject));
    }

    [Fact]
    public void Skips_what_needs_the_database_when_its_login_fails()
    {
        var skipped = clusters.LockedOut.Report.GetProperty("checks").EnumerateArray()
            .Where(check => check.GetProperty("status").GetString() == "skipped")
            .Select(check => check.GetProperty("name").GetString())
            .ToList();

        skipped.ShouldContain("jobs");
        skipped.ShouldContain("server settings");
        clusters.LockedOut.Findings.ShouldNotContain(finding => finding.Code == "check.failed");
    }

    [Fact]
    public void The_exit_code_is_the_highest_severity()
    {
        clusters.Sick.Exit.ShouldBe(4);
        clusters.LockedOut.Exit.ShouldBe(4);
        // A throw-away cluster runs without fsync.
        clusters.Healthy.Findings.ShouldContain(("setting.differs", "critical", "fsync"));
        clusters.Healthy.Exit.ShouldBe(4);
    }

    [Fact]
    public void A_server_as_agora_prepares_it_has_no_findings_but_for_its_settings() =>
        clusters.Healthy.Findings
            .Where(finding => finding.Code is not ("setting.differs" or "backup.no_archive" or "backup.none" or "extension.absent"))
            .ShouldBeEmpty();

    [Fact]
    public void Each_finding_is_provoked_by_a_test()
    {
        var root = Path.Combine(Generated.Folder, "src");
        var sources = Directory.GetFiles(Path.Combine(root, "Infrastructure/Monitoring/Doctor"));
        var codes = sources.SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Groups["code"].Value))
            .ToHashSet(StringComparer.Ordinal);
        var tests = string.Concat(
            Directory.GetFiles(Path.Combine(Generated.Folder, "tests/Api.Tests/Monitoring"), "Doctor*.cs").Select(File.ReadAllText));

        codes.Count.ShouldBeGreaterThan(45);
        codes.Where(code => !Unprovoked.ContainsKey(code) && !tests.Contains($"\"{code}\"", StringComparison.Ordinal)).ShouldBeEmpty();
        Unprovoked.Keys.Except(codes, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [GeneratedRegex("\"(?<code>[a-z_]+\\.[a-z_]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Code();
}
