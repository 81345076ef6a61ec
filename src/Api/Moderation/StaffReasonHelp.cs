namespace Agora.Api.Moderation;

internal static class StaffReasonHelp
{
    public const string Text = "Why, from staff who do this to the content of another person: required for them, and written into the log of moderation.";
}
