extension Molecule {
    /// Finds true stereocentres and the arrangement around double bonds.
    public mutating func assignStereo() {}
}
