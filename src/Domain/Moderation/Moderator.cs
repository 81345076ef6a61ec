namespace Agora.Domain.Moderation;

/// <summary>A moderator or an admin who works on a case.</summary>
public sealed record Moderator(Guid Id, bool IsAdmin);
