using Agora.Domain.Common;

namespace Agora.Domain.Moderation;

public static class ModerationErrors
{
    [EnforcedBy("app.log_staff_act")]
    public static readonly Error ReasonRequired = Error.InvalidField(
        "reason",
        "moderation.reason_required",
        $"Staff give a reason for what they do to the content of others: visible text of at most {ModerationRules.ReasonMax} characters.");

    [EnforcedBy("moderation_cases_select", "moderation_settings_select")]
    public static readonly Error CaseNotFound = Error.NotFound("moderation.case_not_found", "There is no such case.");

    [EnforcedBy("app.flag_content")]
    public static readonly Error SubjectNotFound = Error.NotFound("moderation.subject_not_found", "There is nothing here to flag.");

    [EnforcedBy("app.flag_content")]
    public static readonly Error AlreadyFlagged = Error.Conflict("moderation.already_flagged", "You have flagged this before.");

    [EnforcedBy("app.flag_content")]
    public static readonly Error OwnContent = Error.Forbidden("moderation.own_content", "This is about something of your own.");

    [EnforcedBy("app.moderation_cases.assignee_id")]
    public static readonly Error Claimed = Error.Conflict("moderation.claimed", "Another moderator has taken the case.");

    public static readonly Error Decided = Error.Conflict("moderation.decided", "The case is decided already.");

    [EnforcedBy("app.moderation_cases.status")]
    public static readonly Error NotRejected = Error.Conflict("moderation.not_rejected", "There is no decision to appeal against.");

    public static readonly Error AppealedBefore =
        Error.Conflict("moderation.appealed_before", "An appeal has been heard already. The decision stands.");

    public static readonly Error SameModerator =
        Error.Forbidden("moderation.same_moderator", "Another moderator than the one who decided must decide the appeal.");

    [EnforcedBy("app.moderation_cases.version")]
    public static readonly Error CaseStale = Error.Stale(
        "moderation.case_changed_meanwhile", "The case or its content was changed since you read it. Read both again.");

    [EnforcedBy("app.moderation_settings.version")]
    public static readonly Error SettingsStale = Error.Stale(
        "moderation.settings_changed_meanwhile", "The settings were changed since you read them. Read them again.");
}
