namespace Agora.Domain.Moderation;

/// <summary>What is wrong with something.</summary>
public enum FlagCategory
{
    Spam,
    Abuse,
    Illegal,

    /// <summary>It tells what is private about somebody.</summary>
    Privacy,
    Misinformation,
    OffTopic,
    Other,
}
