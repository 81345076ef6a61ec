using Agora.Domain.Common;
using Agora.Domain.Moderation;

namespace Agora.Domain.Tests.Moderation;

public sealed class ModerationCaseTests
{
    private const int Current = 7, Former = 6;

    private static readonly DateTimeOffset Before = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero), Now = Before.AddDays(3);

    private static readonly Guid Author = Guid.NewGuid();

    private static readonly Moderator
        Ann = new(Guid.NewGuid(), IsAdmin: false),
        Bob = new(Guid.NewGuid(), IsAdmin: false),
        Admin = new(Guid.NewGuid(), IsAdmin: true),
        Accused = new(Author, IsAdmin: true);

    [Theory]
    [InlineData(CaseStatus.Open)]
    [InlineData(CaseStatus.Rejected)]
    [InlineData(CaseStatus.Appealed)]
    public void An_approval_shows_the_content_and_frees_the_case(CaseStatus from)
    {
        var found = Case(from, assignee: Ann, decidedBy: Bob, isHidden: true);

        found.Approve(Ann, Current, "Fine", Now).Value.ShouldBeSameAs(found);

        (found.Status, found.IsHidden, found.AssigneeId).ShouldBe((CaseStatus.Approved, false, null));
        (found.Reason, found.DecidedBy, found.DecidedAt).ShouldBe(("Fine", Ann.Id, Now));
        (found.Category, found.Version).ShouldBe((FlagCategory.Spam, Current));
    }

    [Theory]
    [InlineData(CaseStatus.Open, null, FlagCategory.Spam)]
    [InlineData(CaseStatus.Open, FlagCategory.Abuse, FlagCategory.Abuse)]
    [InlineData(CaseStatus.Approved, FlagCategory.Illegal, FlagCategory.Illegal)]
    [InlineData(CaseStatus.Appealed, null, FlagCategory.Spam)]
    public void A_rejection_hides_the_content_for_what_the_moderator_found(CaseStatus from, FlagCategory? category, FlagCategory expected)
    {
        var found = Case(from, assignee: Ann, decidedBy: Bob);

        found.Reject(Ann, Current, "Rude", category, Now).Value.ShouldBeSameAs(found);

        (found.Status, found.IsHidden, found.AssigneeId).ShouldBe((CaseStatus.Rejected, true, null));
        (found.Category, found.Reason, found.DecidedBy, found.DecidedAt).ShouldBe((expected, "Rude", Ann.Id, Now));
    }

    [Fact]
    public void An_admin_decides_what_a_moderator_has_taken() =>
        Case(assignee: Ann).Approve(Admin, Current, "Fine", Now).IsSuccess.ShouldBeTrue();

    [Fact]
    public void A_moderator_may_reverse_a_decision_of_their_own() =>
        Case(CaseStatus.Rejected, decidedBy: Ann).Approve(Ann, Current, "Wrong", Now).IsSuccess.ShouldBeTrue();

    /// <summary>The order of the refusals is part of it: each case breaks the rules that follow as well.</summary>
    public static TheoryData<string, ModerationCase, Moderator, int, Error> Undecidable => new()
    {
        { "accused", Case(CaseStatus.Appealed, Ann, Accused), Accused, Former, ModerationErrors.OwnContent },
        { "same moderator", Case(CaseStatus.Appealed, Bob, Ann), Ann, Former, ModerationErrors.SameModerator },
        { "same admin", Case(CaseStatus.Appealed, null, Admin), Admin, Current, ModerationErrors.SameModerator },
        { "taken", Case(CaseStatus.Rejected, Bob), Ann, Former, ModerationErrors.Claimed },
        { "older version", Case(CaseStatus.Rejected), Ann, Former, ModerationErrors.CaseStale },
        { "newer version", Case(CaseStatus.Rejected), Ann, Current + 1, ModerationErrors.CaseStale },
        { "rejected", Case(CaseStatus.Rejected), Ann, Current, ModerationErrors.Decided },
    };

    [Theory]
    [MemberData(nameof(Undecidable))]
    public void A_decision_is_refused(string why, ModerationCase found, Moderator by, int read, Error expected)
    {
        var before = (found.Status, found.Category, found.IsHidden, found.AssigneeId, found.DecidedBy, found.DecidedAt);

        found.Reject(by, read, "Rude", FlagCategory.Abuse, Now).Error.ShouldBe(expected, why);

        (found.Status, found.Category, found.IsHidden, found.AssigneeId, found.DecidedBy, found.DecidedAt).ShouldBe(before);
        found.Reason.ShouldBeNull();
    }

    [Fact]
    public void What_is_approved_is_not_approved_again() =>
        Case(CaseStatus.Approved).Approve(Ann, Current, "Fine", Now).Error.ShouldBe(ModerationErrors.Decided);

    [Theory]
    [InlineData(null)]
    [InlineData(Current)]
    public void An_appeal_leaves_the_content_hidden(int? read)
    {
        var found = Case(CaseStatus.Rejected, decidedBy: Ann, isHidden: true);

        found.Appeal(Author, read, "Please", Now).Value.ShouldBeSameAs(found);

        (found.Status, found.IsHidden, found.AppealText, found.AppealedAt).ShouldBe((CaseStatus.Appealed, true, "Please", Now));
        (found.DecidedBy, found.Reason).ShouldBe((Ann.Id, null));
    }

    public static TheoryData<string, ModerationCase, Guid, int?, Error> Unappealable => new()
    {
        { "stranger", Case(appealedAt: Before), Ann.Id, Former, ModerationErrors.CaseNotFound },
        { "another version", Case(appealedAt: Before), Author, Former, ModerationErrors.CaseStale },
        { "second appeal", Case(CaseStatus.Rejected, appealedAt: Before), Author, Current, ModerationErrors.AppealedBefore },
        { "under appeal", Case(CaseStatus.Appealed), Author, null, ModerationErrors.AppealedBefore },
        { "open", Case(), Author, null, ModerationErrors.NotRejected },
        { "approved", Case(CaseStatus.Approved), Author, Current, ModerationErrors.NotRejected },
    };

    [Theory]
    [MemberData(nameof(Unappealable))]
    public void An_appeal_is_refused(string why, ModerationCase found, Guid by, int? read, Error expected)
    {
        var before = (found.Status, found.AppealedAt);

        found.Appeal(by, read, "Please", Now).Error.ShouldBe(expected, why);

        (found.Status, found.AppealedAt).ShouldBe(before);
        found.AppealText.ShouldBeNull();
    }

    public static TheoryData<string, ModerationCase, Moderator, int?> Assignable => new()
    {
        { "free", Case(), Ann, null },
        { "free, as read", Case(CaseStatus.Appealed), Ann, Current },
        { "the caller's already", Case(assignee: Ann), Ann, Current },
        { "taken over by an admin", Case(CaseStatus.Appealed, Bob), Admin, null },
    };

    [Theory]
    [MemberData(nameof(Assignable))]
    public void A_case_is_assigned_and_released(string why, ModerationCase found, Moderator by, int? read)
    {
        var status = found.Status;

        found.Assign(by, read).Value.ShouldBeSameAs(found, why);
        found.AssigneeId.ShouldBe(by.Id);
        found.Release(by, read).Value.ShouldBeSameAs(found, why);

        (found.AssigneeId, found.Status).ShouldBe((null, status));
    }

    public static TheoryData<string, ModerationCase, Moderator, int?, Error> Unassignable => new()
    {
        { "accused", Case(CaseStatus.Rejected, Bob), Accused, Former, ModerationErrors.OwnContent },
        { "another version", Case(CaseStatus.Rejected, Bob), Ann, Former, ModerationErrors.CaseStale },
        { "rejected", Case(CaseStatus.Rejected, Bob), Ann, Current, ModerationErrors.Decided },
        { "approved", Case(CaseStatus.Approved, Bob), Ann, null, ModerationErrors.Decided },
        { "taken", Case(CaseStatus.Open, Bob), Ann, null, ModerationErrors.Claimed },
    };

    [Theory]
    [MemberData(nameof(Unassignable))]
    public void An_assignment_is_refused(string why, ModerationCase found, Moderator by, int? read, Error expected)
    {
        var before = found.AssigneeId;

        found.Assign(by, read).Error.ShouldBe(expected, why);
        found.Release(by, read).Error.ShouldBe(expected, why);

        found.AssigneeId.ShouldBe(before);
    }

    [Fact]
    public void An_appeal_is_not_assigned_to_the_moderator_who_decided()
    {
        var found = Case(CaseStatus.Appealed, decidedBy: Ann);

        found.Assign(Ann, Current).Error.ShouldBe(ModerationErrors.SameModerator);
        found.AssigneeId.ShouldBeNull();
        found.Assign(Bob, Current).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public void Only_who_wrote_it_is_kept_from_reading_a_case()
    {
        ModerationCase.RefuseAuthor(Author, Author).ShouldBe(ModerationErrors.OwnContent);
        ModerationCase.RefuseAuthor(Author, Ann.Id).ShouldBeNull();
        ModerationCase.RefuseAuthor(Author, null).ShouldBeNull();
    }

    [Theory]
    [InlineData(CaseStatus.Approved, true)]
    [InlineData(CaseStatus.Rejected, true)]
    [InlineData(CaseStatus.Appealed, true)]
    [InlineData(CaseStatus.Open, false)]
    public void A_decision_and_an_appeal_have_a_time(CaseStatus status, bool isRefused)
    {
        ModerationCase Load() => ModerationCase.Load(Guid.NewGuid(), Author, status, FlagCategory.Spam, false, null, null, null, null, 1);

        if (isRefused)
        {
            Should.Throw<ArgumentException>(Load);
        }
        else
        {
            Load().Status.ShouldBe(status);
        }
    }

    private static ModerationCase Case(
        CaseStatus status = CaseStatus.Open,
        Moderator? assignee = null,
        Moderator? decidedBy = null,
        bool isHidden = false,
        DateTimeOffset? appealedAt = null) => ModerationCase.Load(
            Guid.NewGuid(),
            Author,
            status,
            FlagCategory.Spam,
            isHidden,
            assignee?.Id,
            decidedBy?.Id,
            status is CaseStatus.Approved or CaseStatus.Rejected ? Before : null,
            appealedAt ?? (status == CaseStatus.Appealed ? Before : null),
            Current);
}
