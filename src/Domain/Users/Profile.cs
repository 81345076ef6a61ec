using Agora.Domain.Common;
using Agora.Domain.Media;

namespace Agora.Domain.Users;

/// <summary>The public profile of a user. The picture is an uploaded image, or an external URL.</summary>
public sealed class Profile
{
    private Profile(
        Guid userId, string? bio, string? avatarUrl, Guid? avatarId, IReadOnlyDictionary<string, string> socialLinks, int version)
    {
        UserId = userId;
        Bio = bio;
        AvatarUrl = avatarUrl;
        AvatarId = avatarId;
        SocialLinks = socialLinks;
        Version = version;
    }

    public Guid UserId { get; }

    public string? Bio { get; private set; }

    /// <summary>A picture elsewhere.</summary>
    public string? AvatarUrl { get; private set; }

    /// <summary>A picture that was uploaded here.</summary>
    public Guid? AvatarId { get; private set; }

    /// <summary>Name of the place, such as <c>mastodon</c>, to an https address.</summary>
    public IReadOnlyDictionary<string, string> SocialLinks { get; private set; }

    /// <summary>Of the row that it was loaded from.</summary>
    public int Version { get; }

    /// <summary>A profile as the database holds it.</summary>
    public static Profile Load(
        Guid userId, string? bio, string? avatarUrl, Guid? avatarId, IReadOnlyDictionary<string, string> socialLinks, int version) =>
        new(userId, bio, avatarUrl, avatarId, socialLinks, version);

    public Result<Profile> Edit(string? bio, string? avatarUrl, IReadOnlyDictionary<string, string> socialLinks)
    {
        Bio = bio;
        AvatarUrl = avatarUrl;
        SocialLinks = socialLinks;
        return this;
    }

    /// <summary>Shows the person by an image of their own.</summary>
    /// <param name="image">Null when there is no such file.</param>
    public Result<Profile> ShowAvatar(AvatarImage? image)
    {
        if (image is not { Kind: MediaKind.Image } || image.OwnerId != UserId)
        {
            return MediaErrors.NoAvatar;
        }

        AvatarId = image.Id;
        return this;
    }

    public Result<Profile> RemoveAvatar()
    {
        AvatarId = null;
        return this;
    }
}

/// <summary>What is asked of a file that is to be shown as an avatar.</summary>
public sealed record AvatarImage(Guid Id, Guid OwnerId, MediaKind Kind);
