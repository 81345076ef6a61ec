using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Database;
using Agora.Application.Monitoring.Doctor;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Monitoring.Doctor;
using Agora.Testing;

namespace Agora.Api.Tests.Monitoring;

public sealed class DoctorPoolerTests(PoolerFixture api) : IClassFixture<PoolerFixture>
{
    [PoolerFact]
    public async Task Finds_nothing_wrong_with_a_pooler_of_transactions()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);

        var report = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/doctor");

        Doctor.Codes(report).ShouldNotContain(code => code.StartsWith("pooler.", StringComparison.Ordinal));
        Doctor.Codes(report).ShouldNotContain("check.failed");
    }

    [PoolerTheory]
    [InlineData("session", FindingSeverity.Warning)]
    [InlineData("statement", FindingSeverity.Critical)]
    public async Task Finds_a_pooler_in_another_mode(string mode, FindingSeverity severity)
    {
        await using var pooler = await TestPooler.OpenAsync(api.Access.Runtime, poolSize: 3, mode);

        var found = await ExamineAsync(api.Access with { Runtime = pooler.Through(api.Access.Runtime), Direct = api.Access.Runtime });

        found.ShouldBe([("pooler.mode", severity, "DATABASE_URL")]);
    }

    [PoolerFact]
    public async Task Finds_that_there_is_no_way_past_a_pooler()
    {
        var found = await ExamineAsync(api.Access with { Runtime = api.Pooler.Through(api.Access.Runtime), Direct = null });

        found.ShouldBe([("pooler.direct", FindingSeverity.Critical, "DATABASE_DIRECT_URL")]);
    }

    [PoolerFact]
    public async Task Finds_logins_that_need_sessions_behind_a_pooler()
    {
        var pooled = api.Pooler.Through(api.Access.Runtime);

        // The pooler lets in one role, and what matters is where the login leads.
        var found = await ExamineAsync(api.Access with { Runtime = pooled, Direct = pooled, Migrator = pooled });

        found.ShouldBe(
        [
            ("pooler.session", FindingSeverity.Warning, "DATABASE_DIRECT_URL"),
            ("pooler.session", FindingSeverity.Warning, "DATABASE_MIGRATOR_URL"),
        ]);
    }

    private static async Task<IReadOnlyList<(string Code, FindingSeverity Severity, string? Subject)>> ExamineAsync(
        DatabaseAccess access) =>
        [.. (await new PoolerCheck(access).RunAsync(CancellationToken.None)).Value.Findings
            .Select(finding => (finding.Code, finding.Severity, finding.Subject))];
}
