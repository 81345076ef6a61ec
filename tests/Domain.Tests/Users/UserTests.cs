using Agora.Domain.Users;

namespace Agora.Domain.Tests.Users;

public sealed class UserTests
{
    private static readonly DateTimeOffset Before = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero), Now = Before.AddDays(3);

    [Fact]
    public void A_new_account_is_open_and_active()
    {
        var user = User.Create(Username.Of("ann"), "Ann", "ann@example.org", UserRole.Moderator, Now);

        (user.Username.Text, user.FullName, user.Email, user.Role).ShouldBe(("ann", "Ann", "ann@example.org", UserRole.Moderator));
        (user.IsActive, user.ClosedAt, user.IsErased, user.Version).ShouldBe((true, null, false, 1));
        user.Id.Version.ShouldBe(7);
    }

    [Fact]
    public void A_loaded_account_is_as_it_was_stored()
    {
        var id = Guid.NewGuid();

        var user = User.Load(id, Username.Of("ann"), "Ann", null, UserRole.Admin, false, Before, false, 4);

        (user.Id, user.FullName, user.Role, user.IsActive, user.ClosedAt, user.IsErased, user.Version)
            .ShouldBe((id, "Ann", UserRole.Admin, false, Before, false, 4));
    }

    [Theory]
    [InlineData(false, null, null)]
    [InlineData(true, "Ann", null)]
    [InlineData(true, null, "ann@example.org")]
    public void An_erased_account_is_closed_and_tells_nothing(bool isClosed, string? fullName, string? email) =>
        Should.Throw<ArgumentException>(() => User.Load(
            Guid.NewGuid(), Username.Of("deleted-1"), fullName, email, UserRole.User, false, isClosed ? Before : null, true, 1));

    [Theory]
    [InlineData("ann", "bob", false, "bob", null)]
    [InlineData("ann", "admin", true, "admin", null)]
    [InlineData("ann", "admin", false, "ann", "user.username_reserved")]
    [InlineData("admin", "admin", false, "admin", null)]
    [InlineData("admin", "Admin", false, "admin", "user.username_reserved")]
    public void People_rename_themselves_to_what_is_not_reserved(string from, string to, bool byAdmin, string expected, string? code)
    {
        var user = Account(username: from);

        (user.Rename(to, byAdmin).Error?.Code).ShouldBe(code);

        user.Username.Text.ShouldBe(expected);
        (code is null).ShouldBe(user.Rename(to, byAdmin).IsSuccess);
    }

    [Theory]
    [InlineData("Ann")]
    [InlineData(null)]
    public void A_full_name_is_set_and_removed(string? name) => Account().ChangeFullName(name).Value.FullName.ShouldBe(name);

    [Theory]
    [InlineData("ann@example.org", "ANN@Example.org", false)]
    [InlineData("ann@example.org", "bob@example.org", true)]
    [InlineData(null, "bob@example.org", true)]
    public void Another_address_moves_the_mail(string? from, string to, bool moves) =>
        Account(email: from).ChangesEmail(to).ShouldBe(moves);

    [Theory]
    [InlineData(null, "bob@example.org", "bob@example.org", null)]
    [InlineData("ann@example.org", "bob@example.org", "ann@example.org", "bob@example.org")]
    [InlineData("ann@example.org", "ANN@example.org", "ANN@example.org", null)]
    public void A_new_address_waits_beside_the_present_one(string? from, string wanted, string email, string? pending)
    {
        var user = Account(email: from);

        user.RequestEmail(wanted).Value.ShouldBeSameAs(user);

        (user.Email, user.PendingEmail).ShouldBe((email, pending));
    }

    [Fact]
    public void The_present_address_withdraws_a_change_that_waits()
    {
        var user = Account(email: "ann@example.org");

        user.RequestEmail("bob@example.org");
        user.RequestEmail("ann@example.org");

        (user.Email, user.PendingEmail).ShouldBe(("ann@example.org", null));
    }

    /// <summary>Role, activity and closing before; role and activity wanted; whether an active admin would go.</summary>
    public static TheoryData<UserRole, bool, bool, UserRole, bool, bool> Rights => new()
    {
        { UserRole.Admin, true, false, UserRole.User, true, true },
        { UserRole.Admin, true, false, UserRole.Moderator, true, true },
        { UserRole.Admin, true, false, UserRole.Admin, false, true },
        { UserRole.Admin, true, false, UserRole.User, false, true },
        { UserRole.Admin, true, false, UserRole.Admin, true, false },
        { UserRole.Admin, false, false, UserRole.User, true, false },
        { UserRole.Admin, true, true, UserRole.User, true, false },
        { UserRole.Moderator, true, false, UserRole.User, false, false },
        { UserRole.User, true, false, UserRole.Admin, true, false },
        { UserRole.User, false, false, UserRole.User, true, false },
    };

    [Theory]
    [MemberData(nameof(Rights))]
    public void The_last_admin_keeps_role_and_activity(
        UserRole role, bool isActive, bool isClosed, UserRole wanted, bool wantedActive, bool givesUp)
    {
        var (last, one) = (Account(role, isActive, isClosed: isClosed), Account(role, isActive, isClosed: isClosed));

        last.LosesAdmin(wanted, wantedActive).ShouldBe(givesUp);
        var refused = last.ChangeRights(wanted, wantedActive, anotherAdmin: false);
        one.ChangeRights(wanted, wantedActive, anotherAdmin: true).Value.ShouldBeSameAs(one);

        refused.Error.ShouldBe(givesUp ? UserErrors.LastAdmin : null);
        (last.Role, last.IsActive).ShouldBe(givesUp ? (role, isActive) : (wanted, wantedActive));
        (one.Role, one.IsActive).ShouldBe((wanted, wantedActive));
    }

    [Theory]
    [InlineData(UserRole.Admin, true, true)]
    [InlineData(UserRole.Admin, false, false)]
    [InlineData(UserRole.Moderator, true, false)]
    [InlineData(UserRole.User, true, false)]
    public void The_last_admin_is_neither_closed_nor_erased(UserRole role, bool isActive, bool isLast)
    {
        var user = Account(role, isActive);

        user.IsActiveAdmin.ShouldBe(isLast);
        user.Erase(anotherAdmin: false).Error.ShouldBe(isLast ? UserErrors.LastAdmin : null);
        user.Erase(anotherAdmin: true).Value.ShouldBeSameAs(user);
        user.Close(anotherAdmin: false, Now).Error.ShouldBe(isLast ? UserErrors.LastAdmin : null);

        user.ClosedAt.ShouldBe(isLast ? null : Now);
    }

    [Fact]
    public void An_account_is_closed_once_and_restored_once()
    {
        var user = Account(UserRole.Admin);

        user.Restore().Error.ShouldBe(UserErrors.NotFound);
        user.Close(anotherAdmin: true, Now).Value.ShouldBeSameAs(user);
        (user.ClosedAt, user.IsActiveAdmin).ShouldBe((Now, false));
        user.Close(anotherAdmin: true, Now.AddDays(1)).Error.ShouldBe(UserErrors.NotFound);
        user.ClosedAt.ShouldBe(Now);
        user.Restore().Value.ShouldBeSameAs(user);

        (user.ClosedAt, user.Role, user.IsActiveAdmin).ShouldBe((null, UserRole.Admin, true));
    }

    [Fact]
    public void A_closed_account_can_be_erased_and_an_erased_one_cannot_come_back()
    {
        Account(UserRole.Admin, isClosed: true).Erase(anotherAdmin: false).IsSuccess.ShouldBeTrue();
        var erased = User.Load(Guid.NewGuid(), Username.Of("deleted-1"), null, null, UserRole.User, false, Before, true, 3);

        erased.Restore().Error.ShouldBe(UserErrors.NotFound);
        erased.Erase(anotherAdmin: true).Error.ShouldBe(UserErrors.NotFound);
        erased.ClosedAt.ShouldBe(Before);
    }

    internal static User Account(
        UserRole role = UserRole.User,
        bool isActive = true,
        string username = "ann",
        string? email = "ann@example.org",
        bool isClosed = false) =>
        User.Load(Guid.NewGuid(), Username.Of(username), null, email, role, isActive, isClosed ? Before : null, false, 1);
}
