using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Monitoring;

public sealed class DoctorOutageTests(BehindProxyFixture api) : IClassFixture<BehindProxyFixture>
{
    [Fact]
    public async Task Answers_admins_while_the_database_is_away()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);

        api.Proxy.Cut();
        try
        {
            var report = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/doctor");

            report.GetProperty("severity").GetString().ShouldBe("critical");
            Doctor.Codes(report).ShouldContain("database.away");
        }
        finally
        {
            api.Proxy.ComeBack();
        }
    }

    [Fact]
    public async Task Finds_that_the_clocks_differ()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        var before = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/doctor");

        api.Advance(TimeSpan.FromMinutes(5));
        var after = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/doctor");

        Doctor.Codes(before).ShouldContain("backup.no_archive");
        Doctor.Finding(after, "clock.skew").GetProperty("severity").GetString().ShouldBe("critical");
    }

    [Fact]
    public async Task Is_for_admins()
    {
        using var moderator = await api.SignedInAsync(UserRole.Moderator);

        using var refused = await moderator.GetAsync("/api/v1/database/doctor");

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}

/// <summary>The logins of the roles that migrate and maintain lead to another machine, where no one listens.</summary>
public sealed class DoctorEncryptionTests(DoctorEncryptionTests.Fixture api) : IClassFixture<DoctorEncryptionTests.Fixture>
{
    [Fact]
    public async Task Finds_logins_that_others_can_read_and_a_history_that_cannot_be_read()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);

        var report = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/doctor");

        Doctor.Finding(report, "encryption.off").GetProperty("subject").GetString().ShouldBe("DATABASE_MAINTAIN_URL");
        Doctor.Finding(report, "encryption.unverified").GetProperty("subject").GetString().ShouldBe("DATABASE_MIGRATOR_URL");
        Doctor.Finding(report, "migrations.unreadable").GetProperty("severity").GetString().ShouldBe("warning");
    }

    public sealed class Fixture : ApiFixture
    {
        private protected override DatabaseAccess Reach(DatabaseAccess access) => access with
        {
            Migrator = Elsewhere(access.Migrator!, SslMode.Require),
            Maintain = Elsewhere(access.Maintain!, SslMode.Prefer),
        };

        private static NpgsqlConnectionStringBuilder Elsewhere(NpgsqlConnectionStringBuilder login, SslMode mode) =>
            new(login.ConnectionString) { Host = "127.0.0.2", Port = 9, SslMode = mode };
    }
}

/// <summary>The login of the role that watches is that of another role, and there is none of the role that migrates.</summary>
public sealed class DoctorWrongLoginTests(DoctorWrongLoginTests.Fixture api) : IClassFixture<DoctorWrongLoginTests.Fixture>
{
    [Fact]
    public async Task Says_what_it_could_not_find_out()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);

        var report = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/doctor");

        Doctor.Finding(report, "migrations.unknown").GetProperty("severity").GetString().ShouldBe("notice");
        var failed = report.GetProperty("findings").EnumerateArray()
            .Where(finding => finding.GetProperty("code").GetString() == "check.failed")
            .ToDictionary(finding => finding.GetProperty("subject").GetString()!, StringComparer.Ordinal);
        failed["archive"].GetProperty("message").GetString()!.ShouldContain("It must be ops_watch");
        failed.ShouldNotContainKey("extensions");
    }

    public sealed class Fixture : ApiFixture
    {
        private protected override DatabaseAccess Reach(DatabaseAccess access) => access with { Watch = access.Runtime, Migrator = null };
    }
}

internal static class Doctor
{
    public static IReadOnlyList<string> Codes(JsonElement report) =>
        [.. report.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()!)];

    public static JsonElement Finding(JsonElement report, string code) =>
        report.GetProperty("findings").EnumerateArray().Single(finding => finding.GetProperty("code").GetString() == code);
}
