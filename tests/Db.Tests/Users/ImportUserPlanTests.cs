using System.Text.Json;
using Agora.Application.Common;
using Agora.Application.Imports;
using Agora.Application.Users.Import;
using Agora.Db.Tests.Posts;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Users.Import;

namespace Agora.Db.Tests.Users;

/// <summary>A batch of an import finds its accounts by their keys, however many there are.</summary>
public sealed class ImportUserPlanTests(LargeFixture large) : IClassFixture<LargeFixture>
{
    [Fact]
    public async Task Accounts_are_looked_up_by_their_keys()
    {
        ImportedUser[] users =
        [
            .. Enumerable.Range(0, 50).Select(n => new ImportedUser(
                n, Guid.NewGuid(), $"new{n}@example.org", $"new-{n}", FullName: null, UserRole.User, PasswordHash: null)),
        ];
        var json = JsonSerializer.Serialize(users.Select(user => new
        {
            line = user.Line,
            username = user.Username,
            fullName = user.FullName,
            forms = new[] { user.Email },
        }));

        var plan = await Plan.OfAsync(
            large.Database,
            Actor.System,
            (DbSession db) => new UserImportStore(db).PreviewAsync(users, ImportMode.Upsert, default),
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["users"] = json },
            generic: false);

        plan.Nodes.ShouldNotContain(node => node.StartsWith("Seq Scan users", StringComparison.Ordinal), plan.Text);
        plan.Blocks.ShouldBeInRange(1, 2000, plan.Text);
    }
}
