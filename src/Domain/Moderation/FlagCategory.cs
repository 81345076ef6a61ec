namespace Agora.Domain.Moderation;

/// <summary>What is wrong with something.</summary>
public enum FlagCategory
{
    Spam,
    Abuse,
    Illegal,

    /// <summary>It discloses private information about a person.</summary>
    Privacy,
    Misinformation,
    OffTopic,
    Other,
}
