export default 'mine';
